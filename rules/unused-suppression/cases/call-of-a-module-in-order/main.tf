# The module that is called has nothing to hide.

# vpcelint:ignore[gateway-endpoint-no-route-table] shared
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: low
module "network" {
  source = "./network"
}
