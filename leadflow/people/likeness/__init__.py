"""Whether two records speak of the same person or company: one rule, learned from the records without labels.

`values` brings texts into one form, `levels` says how alike two values are, `blocking` finds the pairs that are looked
at, `model` weighs them, `clusters` decides: one for certain, worth a question, or apart.
"""
