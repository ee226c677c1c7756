# The same as template.yaml: resources have its logical ids as names.
provider "aws" {
  region = "eu-west-1"
}

variable "Cidr" {
  type    = string
  default = "10.0.0.0/16"
}

locals {
  Names = { api = "ecr.api", dkr = "ecr.dkr" }
}

resource "aws_vpc" "Net" {
  cidr_block           = var.Cidr
  enable_dns_hostnames = true
}

resource "aws_vpc_ipv4_cidr_block_association" "More" {
  vpc_id     = aws_vpc.Net.id
  cidr_block = "100.64.0.0/16"
}

resource "aws_internet_gateway" "Igw" {
  vpc_id = aws_vpc.Net.id
}

resource "aws_subnet" "Public" {
  vpc_id                  = aws_vpc.Net.id
  cidr_block              = "10.0.0.0/24"
  availability_zone       = "eu-west-1a"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "PrivateA" {
  vpc_id            = aws_vpc.Net.id
  cidr_block        = cidrsubnet(var.Cidr, 8, 1)
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "PrivateB" {
  vpc_id            = aws_vpc.Net.id
  cidr_block        = cidrsubnet(var.Cidr, 8, 2)
  availability_zone = "eu-west-1b"
}

resource "aws_subnet" "Isolated" {
  vpc_id            = aws_vpc.Net.id
  cidr_block        = "100.64.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route_table" "PublicTable" {
  vpc_id = aws_vpc.Net.id
}

resource "aws_route" "PublicDefault" {
  route_table_id         = aws_route_table.PublicTable.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.Igw.id
}

resource "aws_route_table_association" "PublicAssociation" {
  subnet_id      = aws_subnet.Public.id
  route_table_id = aws_route_table.PublicTable.id
}

resource "aws_nat_gateway" "Nat" {
  allocation_id = "eipalloc-1"
  subnet_id     = aws_subnet.Public.id
}

resource "aws_route_table" "PrivateTable" {
  vpc_id = aws_vpc.Net.id
}

resource "aws_route" "PrivateDefault" {
  route_table_id         = aws_route_table.PrivateTable.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.Nat.id
}

resource "aws_route" "OnPremises" {
  route_table_id         = aws_route_table.PrivateTable.id
  destination_cidr_block = "172.16.0.0/12"
  transit_gateway_id     = "tgw-1"
}

resource "aws_route_table_association" "AssociationA" {
  subnet_id      = aws_subnet.PrivateA.id
  route_table_id = aws_route_table.PrivateTable.id
}

resource "aws_route_table_association" "AssociationB" {
  subnet_id      = aws_subnet.PrivateB.id
  route_table_id = aws_route_table.PrivateTable.id
}

resource "aws_network_acl" "Acl" {
  vpc_id = aws_vpc.Net.id
}

resource "aws_network_acl_rule" "AclIn" {
  network_acl_id = aws_network_acl.Acl.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "6"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_association" "AclAssociation" {
  network_acl_id = aws_network_acl.Acl.id
  subnet_id      = aws_subnet.PrivateB.id
}

resource "aws_vpc_endpoint" "S3" {
  vpc_id          = aws_vpc.Net.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.PublicTable.id]
}

resource "aws_vpc_endpoint" "Ssm" {
  vpc_id              = aws_vpc.Net.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.ssm"
  subnet_ids          = [aws_subnet.PrivateA.id, aws_subnet.PrivateB.id]
  security_group_ids  = [aws_security_group.Endpoints.id]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "Sqs" {
  vpc_id            = aws_vpc.Net.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.eu-west-1.sqs"
  subnet_ids        = [aws_subnet.PrivateA.id]
}

resource "aws_vpc_endpoint" "Kms" {
  vpc_id              = aws_vpc.Net.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.kms"
  subnet_ids          = [aws_subnet.PrivateA.id]
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "Registry" {
  vpc_id              = aws_vpc.Net.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.eu-west-1.${local.Names["api"]}"
  subnet_ids          = [aws_subnet.PrivateA.id]
  security_group_ids  = [aws_security_group.Endpoints.id]
  private_dns_enabled = true
}

resource "aws_security_group" "Endpoints" {
  vpc_id = aws_vpc.Net.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_subnet.Public.cidr_block]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "Workloads" {
  vpc_id = aws_vpc.Net.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "FromWorkloads" {
  security_group_id            = aws_security_group.Endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  referenced_security_group_id = aws_security_group.Workloads.id
}

resource "aws_iam_role" "Role" {
  name               = "workloads"
  assume_role_policy = "{}"
  inline_policy {
    name   = "own"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "sqs:SendMessage"], Resource = "*" }] })
  }
}

resource "aws_iam_role_policy_attachment" "Managed" {
  role       = aws_iam_role.Role.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "Profile" {
  name = "workloads"
  role = aws_iam_role.Role.name
}

resource "aws_lambda_function" "Function" {
  function_name = "function"
  role          = aws_iam_role.Role.arn
  vpc_config {
    subnet_ids         = [aws_subnet.PrivateA.id, aws_subnet.PrivateB.id]
    security_group_ids = [aws_security_group.Workloads.id]
  }
}

resource "aws_instance" "Instance" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.PrivateA.id
  vpc_security_group_ids = [aws_security_group.Workloads.id]
  iam_instance_profile   = aws_iam_instance_profile.Profile.name
}

resource "aws_launch_template" "Template" {
  vpc_security_group_ids = [aws_security_group.Workloads.id]
  iam_instance_profile {
    name = aws_iam_instance_profile.Profile.name
  }
}

resource "aws_autoscaling_group" "Group" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.PrivateB.id]
  launch_template {
    id = aws_launch_template.Template.id
  }
}

resource "aws_ecs_task_definition" "Task" {
  family                = "task"
  task_role_arn         = aws_iam_role.Role.arn
  container_definitions = jsonencode([{ name = "app", image = "1.dkr.ecr.eu-west-1.amazonaws.com/app", logConfiguration = { logDriver = "awslogs" } }])
}

resource "aws_ecs_service" "Service" {
  name            = "service"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.Task.arn
  network_configuration {
    subnets          = [aws_subnet.PrivateA.id]
    security_groups  = [aws_security_group.Workloads.id]
    assign_public_ip = false
  }
}

resource "aws_eks_node_group" "Nodes" {
  cluster_name    = "cluster"
  node_group_name = "nodes"
  node_role_arn   = aws_iam_role.Role.arn
  subnet_ids      = [aws_subnet.PrivateA.id]
}

resource "aws_db_subnet_group" "Database" {
  subnet_ids = [aws_subnet.Isolated.id]
}
