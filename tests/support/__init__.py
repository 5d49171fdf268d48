"""What tests stand on: databases, visitors who check every page, mail servers."""
