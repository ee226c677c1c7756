# No default route leads out.
# function lambda: none
# instance lambda: none
# function s3: none
