"""Forms: `answering` makes one of a questionnaire, `building` asks what is to be asked."""
