# Model of all submodules of terraform-aws-modules/security-group/aws, major version 4, which differ only
# in the ingress rules that they add: these follow from the folder's name.

locals {
  auto_ingress_rules = var.auto_ingress_rules == null ? local.groups[basename(path.module)] : var.auto_ingress_rules

  groups = {
    activemq        = ["activemq-5671-tcp", "activemq-8883-tcp", "activemq-61614-tcp", "activemq-61617-tcp", "activemq-61619-tcp"]
    alertmanager    = ["alertmanager-9093-tcp", "alertmanager-9094-tcp"]
    carbon-relay-ng = ["carbon-line-in-tcp", "carbon-line-in-udp", "carbon-pickle-tcp", "carbon-pickle-udp", "carbon-gui-udp"]
    cassandra       = ["cassandra-clients-tcp", "cassandra-thrift-clients-tcp", "cassandra-jmx-tcp"]
    consul          = ["consul-tcp", "consul-grpc-tcp", "consul-webui-http-tcp", "consul-webui-https-tcp", "consul-dns-tcp", "consul-dns-udp", "consul-serf-lan-tcp", "consul-serf-lan-udp", "consul-serf-wan-tcp", "consul-serf-wan-udp"]
    dax-cluster     = ["dax-cluster-unencrypted-tcp", "dax-cluster-encrypted-tcp"]
    docker-swarm    = ["docker-swarm-mngmt-tcp", "docker-swarm-node-tcp", "docker-swarm-node-udp", "docker-swarm-overlay-udp"]
    elasticsearch   = ["elasticsearch-rest-tcp", "elasticsearch-java-tcp"]
    etcd            = ["etcd-client-tcp", "etcd-peer-tcp"]
    grafana         = ["grafana-tcp"]
    graphite-statsd = ["graphite-webui", "graphite-2003-tcp", "graphite-2004-tcp", "graphite-2023-tcp", "graphite-2024-tcp", "graphite-8080-tcp", "graphite-8125-tcp", "graphite-8125-udp", "graphite-8126-tcp"]
    http-80         = ["http-80-tcp"]
    http-8080       = ["http-8080-tcp"]
    https-443       = ["https-443-tcp"]
    https-8443      = ["https-8443-tcp"]
    ipsec-4500      = ["ipsec-4500-udp"]
    ipsec-500       = ["ipsec-500-udp"]
    kafka           = ["kafka-broker-tcp", "kafka-broker-tls-tcp", "kafka-broker-tls-public-tcp", "kafka-broker-sasl-scram-tcp", "kafka-broker-sasl-scram-tcp", "kafka-broker-sasl-iam-tcp", "kafka-broker-sasl-iam-public-tcp", "kafka-jmx-exporter-tcp", "kafka-node-exporter-tcp"]
    kibana          = ["kibana-tcp"]
    kubernetes-api  = ["kubernetes-api-tcp"]
    ldap            = ["ldap-tcp"]
    ldaps           = ["ldaps-tcp"]
    logstash        = ["logstash-tcp"]
    loki            = ["loki-grafana", "loki-grafana-grpc"]
    memcached       = ["memcached-tcp"]
    minio           = ["minio-tcp"]
    mongodb         = ["mongodb-27017-tcp", "mongodb-27018-tcp", "mongodb-27019-tcp"]
    mssql           = ["mssql-tcp", "mssql-udp", "mssql-analytics-tcp", "mssql-broker-tcp"]
    mysql           = ["mysql-tcp"]
    nfs             = ["nfs-tcp"]
    nomad           = ["nomad-http-tcp", "nomad-rpc-tcp", "nomad-serf-tcp", "nomad-serf-udp"]
    ntp             = ["ntp-udp"]
    openvpn         = ["openvpn-udp", "openvpn-tcp", "openvpn-https-tcp"]
    oracle-db       = ["oracle-db-tcp"]
    postgresql      = ["postgresql-tcp"]
    prometheus      = ["prometheus-http-tcp", "prometheus-pushgateway-http-tcp", "prometheus-node-exporter-http-tcp"]
    promtail        = ["promtail-http"]
    puppet          = ["puppet-tcp", "puppetdb-tcp"]
    rabbitmq        = ["rabbitmq-4369-tcp", "rabbitmq-5671-tcp", "rabbitmq-5672-tcp", "rabbitmq-15672-tcp", "rabbitmq-25672-tcp"]
    rdp             = ["rdp-tcp", "rdp-udp"]
    redis           = ["redis-tcp"]
    redshift        = ["redshift-tcp"]
    smtp-submission = ["smtp-submission-587-tcp", "smtp-submission-2587-tcp"]
    smtp            = ["smtp-tcp"]
    smtps           = ["smtps-465-tcp", "smtps-2465-tcp"]
    solr            = ["solr-tcp"]
    splunk          = ["splunk-indexer-tcp", "splunk-clients-tcp", "splunk-splunkd-tcp", "splunk-hec-tcp"]
    squid           = ["squid-proxy-tcp"]
    ssh             = ["ssh-tcp"]
    storm           = ["storm-nimbus-tcp", "storm-ui-tcp", "storm-supervisor-tcp"]
    vault           = ["vault-tcp"]
    wazuh           = ["wazuh-server-agent-connection-tcp", "wazuh-server-agent-connection-udp", "wazuh-server-agent-enrollment", "wazuh-server-agent-cluster-daemon", "wazuh-server-syslog-collector-tcp", "wazuh-server-syslog-collector-udp", "wazuh-server-restful-api", "wazuh-indexer-restful-api", "wazuh-dashboard"]
    web             = ["http-80-tcp", "http-8080-tcp", "https-443-tcp", "web-jmx-tcp"]
    winrm           = ["winrm-http-tcp", "winrm-https-tcp"]
    zabbix          = ["zabbix-server", "zabbix-proxy", "zabbix-agent"]
    zipkin          = ["zipkin-admin-tcp", "zipkin-admin-query-tcp", "zipkin-admin-web-tcp", "zipkin-query-tcp", "zipkin-web-tcp"]
    zookeeper       = ["zookeeper-2181-tcp", "zookeeper-2182-tls-tcp", "zookeeper-2888-tcp", "zookeeper-3888-tcp", "zookeeper-jmx-tcp"]
  }
}

module "sg" {
  source = "../../"

  create                                                   = var.create
  name                                                     = var.name
  use_name_prefix                                          = var.use_name_prefix
  description                                              = var.description
  vpc_id                                                   = var.vpc_id
  tags                                                     = var.tags
  ingress_rules                                            = sort(compact(distinct(concat(local.auto_ingress_rules, var.ingress_rules))))
  ingress_with_self                                        = concat(var.auto_ingress_with_self, var.ingress_with_self)
  ingress_with_cidr_blocks                                 = var.ingress_with_cidr_blocks
  ingress_with_ipv6_cidr_blocks                            = var.ingress_with_ipv6_cidr_blocks
  ingress_with_source_security_group_id                    = var.ingress_with_source_security_group_id
  ingress_cidr_blocks                                      = var.ingress_cidr_blocks
  ingress_ipv6_cidr_blocks                                 = var.ingress_ipv6_cidr_blocks
  ingress_prefix_list_ids                                  = var.ingress_prefix_list_ids
  computed_ingress_rules                                   = sort(compact(distinct(concat(var.auto_computed_ingress_rules, var.computed_ingress_rules))))
  computed_ingress_with_self                               = concat(var.auto_computed_ingress_with_self, var.computed_ingress_with_self)
  computed_ingress_with_cidr_blocks                        = var.computed_ingress_with_cidr_blocks
  computed_ingress_with_ipv6_cidr_blocks                   = var.computed_ingress_with_ipv6_cidr_blocks
  computed_ingress_with_source_security_group_id           = var.computed_ingress_with_source_security_group_id
  number_of_computed_ingress_rules                         = var.auto_number_of_computed_ingress_rules + var.number_of_computed_ingress_rules
  number_of_computed_ingress_with_self                     = var.auto_number_of_computed_ingress_with_self + var.number_of_computed_ingress_with_self
  number_of_computed_ingress_with_cidr_blocks              = var.number_of_computed_ingress_with_cidr_blocks
  number_of_computed_ingress_with_ipv6_cidr_blocks         = var.number_of_computed_ingress_with_ipv6_cidr_blocks
  number_of_computed_ingress_with_source_security_group_id = var.number_of_computed_ingress_with_source_security_group_id
  egress_rules                                             = sort(compact(distinct(concat(var.auto_egress_rules, var.egress_rules))))
  egress_with_self                                         = concat(var.auto_egress_with_self, var.egress_with_self)
  egress_with_cidr_blocks                                  = var.egress_with_cidr_blocks
  egress_with_ipv6_cidr_blocks                             = var.egress_with_ipv6_cidr_blocks
  egress_with_source_security_group_id                     = var.egress_with_source_security_group_id
  egress_cidr_blocks                                       = var.egress_cidr_blocks
  egress_ipv6_cidr_blocks                                  = var.egress_ipv6_cidr_blocks
  egress_prefix_list_ids                                   = var.egress_prefix_list_ids
  computed_egress_rules                                    = sort(compact(distinct(concat(var.auto_computed_egress_rules, var.computed_egress_rules))))
  computed_egress_with_self                                = concat(var.auto_computed_egress_with_self, var.computed_egress_with_self)
  computed_egress_with_cidr_blocks                         = var.computed_egress_with_cidr_blocks
  computed_egress_with_ipv6_cidr_blocks                    = var.computed_egress_with_ipv6_cidr_blocks
  computed_egress_with_source_security_group_id            = var.computed_egress_with_source_security_group_id
  number_of_computed_egress_rules                          = var.auto_number_of_computed_egress_rules + var.number_of_computed_egress_rules
  number_of_computed_egress_with_self                      = var.auto_number_of_computed_egress_with_self + var.number_of_computed_egress_with_self
  number_of_computed_egress_with_cidr_blocks               = var.number_of_computed_egress_with_cidr_blocks
  number_of_computed_egress_with_ipv6_cidr_blocks          = var.number_of_computed_egress_with_ipv6_cidr_blocks
  number_of_computed_egress_with_source_security_group_id  = var.number_of_computed_egress_with_source_security_group_id
}
