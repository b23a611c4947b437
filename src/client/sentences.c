/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the daemon says is English, for a service has no language; here it is told in the reader's. */
#include "client.h"

/* As src/daemon and src/store say them, with %s wherever they name something; tests/languages/errors.py
 * compares. What stands first is tried first. Whole sentences of the store are known by its own marks. */
static const char *const forms[] = {
	N_("only administrators may mute or delete alerts; ask as root"),
	N_("only those who may read all alerts are told what is muted; ask as root, or as a member of "
	   "wheel, adm or avocet"),
	N_("you ask more than your share of the avocetd service's time; wait for a moment"),
	N_("there is no alert with the id \"%s\""),
	N_("more than one alert has an id that begins with \"%s\""),
	N_("there is no alert %s"),
	N_("there is no mute %s"),
	N_("there are %s mutes already; end some of them"),
	N_("no more than %s alerts can be deleted at once"),
	N_("the history cannot be read: %s"),
	N_("the history cannot be changed: %s"),
	N_("%s with the plugin %s"),
	N_("%s while it looked at alert %s"),
	N_("%s before it was ready"),
	N_("avocet-analyse did not answer within %s seconds"),
	N_("avocet-analyse ended with status %s"),
	N_("avocet-analyse was killed by signal %s (%s)"),
	N_("%s cannot be run: %s"),
	/* A path, a sentence, and why: last, for they fit much. */
	"%s (%s)",
	N_("%s: %s"),
	NULL,
};

const char *client_sentence(struct arena *arena, const char *english)
{
	return alert_retell(arena, forms, english);
}
