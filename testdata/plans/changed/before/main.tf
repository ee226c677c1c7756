# What is there before the change: two networks, an endpoint that misses a table, a group with rules of
# its own and one with rules apart.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "networks" {
  type    = map(string)
  default = { shop = "10.20.0.0/16", stock = "10.30.0.0/16" }
}

module "network" {
  source   = "./network"
  for_each = var.networks

  cidr  = each.value
  zones = { "eu-west-1a" = 1, "eu-west-1b" = 2 }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = module.network["shop"].vpc_id

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = module.network["shop"].vpc_id
}

resource "aws_security_group_rule" "from_app" {
  type                     = "ingress"
  security_group_id        = aws_security_group.endpoints.id
  source_security_group_id = aws_security_group.app.id
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
}

resource "aws_route_table" "spare" {
  vpc_id = module.network["shop"].vpc_id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = module.network["shop"].vpc_id
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [module.network["shop"].route_table_ids["eu-west-1a"]]
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id             = module.network["shop"].vpc_id
  service_name       = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [module.network["shop"].subnet_ids["eu-west-1a"]]
  security_group_ids = [aws_security_group.endpoints.id]
}

resource "aws_iam_role" "app" {
  name = "app"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage", "s3:GetObject"]
      Resource = "*"
    }]
  })
}

resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = aws_iam_role.app.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"

  vpc_config {
    subnet_ids         = values(module.network["shop"].subnet_ids)
    security_group_ids = [aws_security_group.app.id]
  }
}
