/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plugins about shared folders have in common: one label that is made for sharing. */
#ifndef AVOCET_SHARES_H
#define AVOCET_SHARES_H

#include "boolean-choice.h"

/* Offers the label for a folder in an unusual place, when it would do; returns whether it did. */
static inline bool share_offer(struct avocet_host *host, const struct avocet_denial *denial,
	const char *type)
{
	if (!label_is_unusual(host, denial) || !host->allows_on(host, type))
		return false;
	host->word(host, "wanted_type", type);
	label_offer(host, denial, type);
	host->ground(host, N_("{target.type} says nothing of what is kept there; {wanted_type} is the "
			      "label for what {source.type} shares."));
	host->report(host);
	return true;
}

/* The same for what is to be changed from outside: the common label for that needs a setting besides. */
static inline bool share_offer_writable(struct avocet_host *host, const struct avocet_denial *denial)
{
	static const char type[] = "public_content_rw_t";

	if (!label_wants_write(denial) || !label_is_unusual(host, denial) || !host->has_type(host, type) ||
		!boolean_label_helps(host, type, "*anon_write*"))
		return false;
	host->word(host, "wanted_type", type);
	label_offer_narrow(host, denial, type);
	host->risk(host, AVOCET_RISK_MEDIUM);
	host->report(host);
	return true;
}

/* The fixes of those that call share_offer(). */
#define SHARE_FIXES                                                                                \
	AVOCET_FIXES(                                                                              \
		{ .when = N_("{own_folder} and all in it is meant to be shared"),                  \
		  .then = N_("make {wanted_type} the label of this folder"),                       \
		  .action = AVOCET_ADD_FILE_CONTEXT },                                             \
		{ .when = N_("{one_file} is meant to be shared"),                                  \
		  .then = N_("make {wanted_type} the label of this file"),                         \
		  .action = AVOCET_ADD_FILE_CONTEXT },                                             \
		{ .when = N_("{target.path} is meant to be shared"),                               \
		  .then = N_("find out in which folder it is, and make {lost_type} the label of that "  \
			     "folder") },                                                          \
		{ .when = N_("it is not"),                                                         \
		  .then = N_("leave the labels as they are, and mend the settings of {source}") })

#endif
