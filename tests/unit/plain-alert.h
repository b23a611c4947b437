/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert in which nothing is odd, for tests that make one thing so. */
#ifndef TESTS_PLAIN_ALERT_H
#define TESTS_PLAIN_ALERT_H

#include "alert.h"

static const char *const read_only[] = { "read", NULL };

static inline struct alert plain_alert(void)
{
	return (struct alert){
		.level = LEVEL_YELLOW,
		.count = 1,
		.denial = {
			.manager = "kernel",
			.outcome = OUTCOME_DENIED,
			.source = { .text = "system_u:system_r:httpd_t:s0", .type = "httpd_t" },
			.target = { .text = "system_u:object_r:user_home_t:s0", .type = "user_home_t" },
			.tclass = "file",
			.permissions = read_only,
			.exe = "/usr/sbin/httpd",
			.comm = "httpd",
			.path = "/var/www/html/index.html",
			.pid = 1, .uid = 48, .auid = 1000, .inode = -1, .port = -1,
		},
	};
}

#endif
