/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the outbox keeps of a mail and of its attempts is English; here it is told in the reader's language. */
#include "mail.h"

/* As collect.c, send.c, sendmail.c, smtp.c and transport.c write them. */
static const char *const forms[] = {
	N_("alert %s"),
	N_("a list of %s alerts"),
	N_("the server could not be reached"),
	N_("libcurl cannot be used"),
	N_("%s: exit status %s"),
	N_("%s: ended by signal %s"),
	N_("%s (it said: %s)"),
	NULL,
};

const char *noted_text(struct arena *arena, const char *english)
{
	return english ? alert_retell(arena, forms, english) : NULL;
}
