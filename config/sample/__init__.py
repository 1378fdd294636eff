"""A believable company made up from a seed: one year of its leads, lived through the real services.

`words` and `market` say what the country is like, `truth` what secretly matters, `people` who asks and who works,
`stories` what happens to each lead. Those are pure. `acting` lets it happen, `building` makes the home around it.
"""
