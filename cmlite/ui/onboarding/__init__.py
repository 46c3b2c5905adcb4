"""The steps of the wizard, one file each: a form that gives back the edit to save, or nothing yet."""
