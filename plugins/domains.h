/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plugins about processes share: whose type a type is, and who started the program. */
#ifndef AVOCET_DOMAINS_H
#define AVOCET_DOMAINS_H

#include <avocet-plugin.h>

#include <string.h>

#include "patterns.h"

/* Types of containers, which have explanations of their own: to be left out by .source_type. */
#define NO_CONTAINERS                                                                              \
	"!container_t !container_init_t !container_kvm_t !container_userns_t !container_user_t "   \
	"!container_device_t !container_device_plugin_*t !container_logreader_t "                  \
	"!container_logwriter_t !svirt_lxc_net_t !*.process"

/* Length of a type's name without what only says its kind: rpm for rpm_t, rpm_exec_t, rpm_tmp_t. */
static inline size_t domain_stem(const char *type)
{
	static const char *const endings[] = {
		"_exec_t", "_var_run_t", "_runtime_t", "_var_lib_t", "_tmpfs_t", "_tmp_t", "_log_t",
		"_cache_t", "_port_t", "_t",
	};
	size_t length = strlen(type);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending && strcmp(type + length - ending, endings[i]) == 0)
			return length - ending;
	}
	return length;
}

/* Sets the word to the type's stem. */
static inline void domain_stem_word(struct avocet_host *host, const char *word, const char *type)
{
	char stem[128];
	size_t length = type ? domain_stem(type) : 0;

	if (length == 0 || length >= sizeof(stem))
		return;
	memcpy(stem, type, length);
	stem[length] = '\0';
	host->word(host, word, stem);
}

/* An empty word: what names it is told only of denials that it was set for, and shows nothing. */
static inline void condition(struct avocet_host *host, const char *word)
{
	host->word(host, word, "");
}

/* A service: started by the system, and nobody had logged in. */
static inline bool domain_is_service(const struct avocet_denial *denial)
{
	return denial->auid < 0 && denial->source.role && strcmp(denial->source.role, "system_r") == 0;
}

/* Somebody who logged in, and whom the policy keeps within bounds: see confined_user. */
static inline bool domain_is_person(const char *type)
{
	static const char *const people[] = { "guest_t", "xguest_t", "user_t", "staff_t", NULL };

	return pattern_listed(people, type);
}

/* Where only the administrator can put programs: their path can be believed. */
static inline bool domain_is_installed(const char *exe)
{
	static const char *const places[] = { "/usr/*", "/bin/*", "/sbin/*", "/lib/*", "/lib64/*", NULL };

	return pattern_listed(places, exe) && !strstr(exe, "/../");
}

#endif
