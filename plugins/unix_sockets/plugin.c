/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program calls another one on this host through a local socket. */
#include <avocet-plugin.h>

#include "domains.h"
#include "modules.h"

/* Types that a service has only when it was not started as it should be. */
static const char *const unsettled[] = {
	"init_t", "initrc_t", "unconfined_service_t", "unconfined_t", "kernel_t", "sysadm_t",
	"staff_t", "user_t", NULL,
};

/* Labels of places, not of services. */
static const char *const common[] = {
	"var_run_t", "tmp_t", "user_tmp_t", "var_t", "var_lib_t", "var_spool_t",
	"var_log_t", "mnt_t", "default_t", "tmpfs_t", "usr_t",
	"etc_t", "root_t", "device_t", "initrc_tmp_t", "init_tmp_t", "init_var_run_t",
	"init_runtime_t", "httpd_*content_t", NULL,
};

/* That people are kept within bounds explains it better. */
#define PERSON 45

static bool is_class(const struct avocet_denial *denial, const char *tclass)
{
	return denial->tclass && strcmp(denial->tclass, tclass) == 0;
}

/* systemd's own sockets have the label of its folder rightly. */
static bool is_of_systemd(const struct avocet_denial *denial)
{
	static const char *const folders[] = { "/run/systemd/*", "/var/run/systemd/*", NULL };

	return pattern_listed(folders, denial->path) && pattern_fits("init_*", denial->target.type);
}

static void tell_file(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (pattern_listed(common, denial->target.type) && !is_of_systemd(denial)) {
		host->word(host, "common_label", denial->target.type);
		host->ground(host, N_("The socket file has the label of its folder ({common_label}), not one of "
				      "a service: whoever made it was not started as a service should be."));
		host->confidence(host, 82);
	} else {
		domain_stem_word(host, "service", denial->target.type);
		host->ground(host, N_("By its label {target.type} the socket file belongs to {service}."));
		host->confidence(host, 65);
		host->make_module(host, AVOCET_RULE_ALLOW);
	}
}

static void tell_peer(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (pattern_listed(unsettled, denial->target.type)) {
		host->word(host, "unsettled_type", denial->target.type);
		host->ground(host, N_("Who listens there runs as {unsettled_type}, which is no type of a "
				      "service: it was started by hand, or its file has the wrong label."));
		host->confidence(host, 80);
	} else {
		domain_stem_word(host, "service", denial->target.type);
		host->ground(host, N_("Who listens there runs as {target.type}."));
		host->confidence(host, 65);
		host->make_module(host, AVOCET_RULE_ALLOW);
	}
}

/* Nobody was called: the socket was there, mostly as what the program reads from and prints to. */
static void tell_handed_over(struct avocet_host *host, const struct avocet_denial *denial)
{
	domain_stem_word(host, "opener", denial->target.type);
	host->ground(host, N_("The socket was opened by a program of the type {target.type} and handed over, "
			      "most likely as the place that {source} reads from or prints to."));
	host->confidence(host, 60);
	host->make_module(host, AVOCET_RULE_ALLOW);
}

static bool is_itself(const struct avocet_denial *denial)
{
	return denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) == 0;
}

static bool calls(const struct avocet_denial *denial)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, "connectto") == 0 || strcmp(*item, "sendto") == 0)
			return true;
	return false;
}

/* Who wants to speak to whoever listens at a socket file writes to it. */
static bool speaks(const struct avocet_denial *denial)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, "write") == 0 || strcmp(*item, "read") == 0)
			return true;
	return false;
}

/* What is wrong there is not the label of a service: see home_files. */
static bool is_in_a_home(const struct avocet_denial *denial)
{
	static const char *const homes[] = { "user_home_t", "user_home_dir_t", "admin_home_t", NULL };

	return pattern_listed(homes, denial->target.type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_in_a_home(denial))
		return;
	if (is_class(denial, "sock_file")) {
		if (!speaks(denial))
			return; /* it is about the file: making it, or its owner */
		tell_file(host, denial);
	} else if (is_itself(denial)) {
		host->word(host, "own_type", denial->source.type);
		host->ground(host, N_("Both ends are of the same type, {own_type}."));
		host->confidence(host, 65);
		host->make_module(host, AVOCET_RULE_ALLOW);
	} else if (calls(denial)) {
		tell_peer(host, denial);
	} else {
		tell_handed_over(host, denial);
	}
	if (domain_is_person(denial->source.type) && !is_itself(denial))
		host->confidence(host, PERSON);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "unix_sockets",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS,
		.tclass = "unix_stream_socket unix_dgram_socket sock_file",
		.only_permissions = "connectto sendto write read getattr create connect bind listen accept "
				    "open append getopt setopt shutdown ioctl setattr",
		.reason = "!allowed !constraint",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to speak with another program of this computer, and may not use "
		      "that way."),
	.explanation = N_("Programs on one computer speak through local sockets, which look like files. The "
			  "policy looks at two things: the label of that file, and the type of the program "
			  "that listens. One of them is often wrong, because a service was started by hand "
			  "or its files were moved."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the listening program is a service (now it is {unsettled_type})"),
		  .then = N_("run restorecon on its program file, and start it with \"systemctl restart\": then "
			     "it gets its own type") },
		{ .when = N_("{target.path} is the socket of a service (its label is {common_label})"),
		  .then = N_("run restorecon on that service's program file, and start it again with "
			     "\"systemctl restart\": it makes its socket anew, with the right label") },
		{ .when = N_("{source} is meant to use the service {service}"),
		  .then = N_("install the newest updates of both and of the policy") },
		{ .when = N_("{source} is meant to be started by {opener}"),
		  .then = N_("install the newest updates of both and of the policy; what it prints may be "
			     "missing until then") },
		{ .when = N_("the parts of this service ({own_type}) are meant to speak with each other"),
		  .then = N_("install the newest updates of it and of the policy") },
		FIX_ALLOW,
		{ .when = N_("{source} has nothing to ask there"),
		  .then = N_("keep it forbidden, and find out why it tried") }),
	.analyse = analyse,
};
