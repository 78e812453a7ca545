"""The watch: follows the journal, folds, decides, publishes."""
