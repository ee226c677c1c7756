# One module, called twice; only one of the calls has something to hide.

module "bare" {
  source = "./network"
}

module "associated" {
  source = "./network"

  associate = true
}
