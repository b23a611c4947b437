/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of programs that serve the network: whoever breaks in, does so there. */
#ifndef AVOCET_SERVICES_H
#define AVOCET_SERVICES_H

#include <avocet-plugin.h>

#include "patterns.h"

static inline bool service_is_one(struct avocet_host *host, const char *type)
{
	static const char *const services[] = {
		"httpd*_t", "nginx_t", "*ftpd_t", "smbd_t", "named_t", "mysqld_t", "postgresql_t",
		"tomcat_t", "squid_t", "sshd_t", "postfix_*_t", "exim_t", "sendmail_t", "dovecot*_t",
		"redis_t", "mongod_t", "memcached_t", "varnishd_t", "haproxy_t", "slapd_t", "cupsd_t",
		"php*_t", "couchdb_t", "rabbitmq*_t", "asterisk_t", "openvpn_t", "ntpd_t", "snmpd_t",
		"nscd_t", NULL,
	};

	return pattern_listed(services, type) || host->has_attribute(host, type, "daemon");
}

#endif
