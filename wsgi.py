"""What a web server loads: `app`. Settings come from the environment (config.py)."""

import sys

from config import BadSetting, Config
from convene.app import create_app
from convene.web import logs

try:
    config = Config.from_environment()
except BadSetting as problem:
    sys.exit(str(problem))
logs.configure(config.log_format)
app = create_app(config)
