"""The gallery at /styleguide: components with their states, layouts and mails, to be looked at and tested."""
