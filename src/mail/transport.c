/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which way mails leave: by a server, or by a program. */
#include "mail.h"

enum delivery transport_send(struct transport *transport, struct arena *arena, const struct row *row,
	bool *ret_address, const char **ret_why)
{
	*ret_address = false;
	if (transport->settings->sendmail)
		return sendmail_send(transport->settings->sendmail, arena, row, ret_address, ret_why);
	if (!transport->smtp && smtp_open(transport->settings, &transport->smtp) < 0) {
		*ret_why = "libcurl cannot be used";
		return DELIVERY_UNREACHED;
	}
	return smtp_send(transport->smtp, arena, row, ret_address, ret_why);
}

void transport_end(struct transport *transport)
{
	smtp_close(transport->smtp);
	transport->smtp = NULL;
}
