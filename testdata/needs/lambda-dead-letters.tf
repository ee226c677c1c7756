resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({})
  inline_policy {
    name = "p"
    policy = jsonencode({
      Statement = [
        { Effect = "Allow", Resource = aws_sqs_queue.dead.arn, Action = "sqs:SendMessage" },
        { Effect = "Allow", Resource = aws_sns_topic.failed.arn, Action = "sns:Publish" },
      ]
    })
  }
}
resource "aws_sqs_queue" "dead" {
  name = "dead"
}
resource "aws_sns_topic" "failed" {
  name = "failed"
}
resource "aws_lambda_function_event_invoke_config" "c" {
  function_name = aws_lambda_function.w.function_name
  destination_config {
    on_failure {
      destination = aws_sns_topic.failed.arn
    }
  }
}
resource "aws_lambda_function" "w" {
  function_name = "w"
  role          = aws_iam_role.r.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.g.id]
  }
  dead_letter_config {
    target_arn = aws_sqs_queue.dead.arn
  }
}
