/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bind_ports and connect_ports share: which kinds of port fit a program, by their names. */
#ifndef AVOCET_PORT_TYPES_H
#define AVOCET_PORT_TYPES_H

#include <avocet-plugin.h>

#include <string.h>

#include "domains.h"

#define PORT_TYPES_MAX 3

enum port_fit {
	FIT_NONE,
	FIT_PART,	/* the names begin alike: httpd_t, http_cache_port_t */
	FIT_WHOLE,	/* one name holds the other: httpd_t, http_port_t */
};

struct port_choice {
	const char *type;
	enum port_fit fit;
};

/* Ports that belong to nobody have one of these. */
static inline bool port_type_is_generic(const char *type)
{
	static const char *const generic[] = {
		"port_t", "unreserved_port_t", "reserved_port_t", "hi_reserved_port_t",
		"ephemeral_port_t",
	};

	for (size_t i = 0; i < sizeof(generic) / sizeof(*generic); i++)
		if (strcmp(type, generic[i]) == 0)
			return true;
	return false;
}

/* Length of a type's name without its _port_t or _t. */
static inline size_t port_stem(const char *type)
{
	static const char *const endings[] = { "_port_t", "_t" };
	size_t length = strlen(type);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending && strcmp(type + length - ending, endings[i]) == 0)
			return length - ending;
	}
	return length;
}

/* Services whose ports have other names than they. */
static inline bool port_type_is_known(const char *source, const char *port)
{
	static const struct {
		const char *source, *port;
	} known[] = {
		{ "named_t unbound_t", "dns_port_t" }, { "postfix_*_t exim_t sendmail_t", "smtp_port_t" },
		{ "cupsd_t", "ipp_port_t" }, { "slapd_t dirsrv_t", "ldap_port_t" },
		{ "ntpd_t chronyd_t", "ntp_port_t" }, { "dovecot_t cyrus_t", "pop_port_t" },
		{ "nginx_t phpfpm_t", "http_port_t" }, { "vsftpd_t proftpd_t", "ftp_port_t" },
		{ "krb5kdc_t", "kerberos_port_t" }, { "kadmind_t", "kerberos_admin_port_t" },
		{ "cockpit_ws_t", "websm_port_t" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(known[i].port, port) == 0)
			return pattern_in(known[i].source, source);
	return false;
}

static inline enum port_fit port_type_fit(const char *source, const char *port)
{
	size_t source_stem = port_stem(source), port_stem_length = port_stem(port), same = 0;

	if (port_type_is_known(source, port))
		return FIT_WHOLE;
	while (same < source_stem && same < port_stem_length && source[same] == port[same])
		same++;
	if (same < 3)
		return FIT_NONE;
	return same == source_stem || same == port_stem_length ? FIT_WHOLE : FIT_PART;
}

/* The kinds of port that would do for the denial, best fit first, at most PORT_TYPES_MAX; *ret_all
 * is how many there are. */
static inline size_t port_types_choose(struct avocet_host *host,
	const struct avocet_denial *denial, struct port_choice choices[PORT_TYPES_MAX],
	size_t *ret_all)
{
	const char *const *types = host->types_that_allow(host, "port_type");
	size_t count = 0;

	*ret_all = 0;
	for (; *types; types++) {
		struct port_choice choice = { *types, port_type_fit(denial->source.type, *types) };
		size_t place;

		if (port_type_is_generic(*types))
			continue;
		++*ret_all;
		if (count < PORT_TYPES_MAX)
			count++;
		else if (choices[count - 1].fit >= choice.fit)
			continue;
		for (place = count - 1; place > 0 && choices[place - 1].fit < choice.fit; place--)
			choices[place] = choices[place - 1];
		choices[place] = choice;
	}
	return count;
}

/* Sets the word to whose port it is: "ssh" for ssh_port_t. */
static inline void port_owner_word(struct avocet_host *host, const char *word, const char *type)
{
	char owner[128];
	size_t length = port_stem(type);

	if (length >= sizeof(owner))
		return;
	memcpy(owner, type, length);
	owner[length] = '\0';
	host->word(host, word, owner);
}

#endif
