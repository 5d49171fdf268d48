"""What a web server loads: `app`. Settings come from the environment (config.py)."""

from config import Config
from convene.app import create_app
from convene.web import logs

config = Config.from_environment()
logs.configure(config.log_format)
app = create_app(config)
