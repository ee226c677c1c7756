# The comment on the call hides what is found in the module.

# vpcelint:ignore[gateway-endpoint-no-route-table] associated by another team
module "network" {
  source = "./network"
}
