dns_hostnames = false
#               ^^^^^ private-dns-vpc-attributes-off: error
