# The outputs of the module, endpoints as whole objects.

output "endpoints" { value = aws_vpc_endpoint.this }
