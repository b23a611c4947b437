/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contexts and the numbers that libsepol gives them. It reads a context anew each time it is asked. */
#include "policy-sepol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int binary_context_number(struct policy_sepol *sepol, const char *text, sepol_security_id_t *ret)
{
	struct latest_context *latest = sepol->latest;

	for (size_t i = 0; i < LATEST_CONTEXTS; i++) {
		if (!text_equal(latest[i].text, text))
			continue;
		*ret = latest[i].sid;
		return 0;
	}
	if (sepol_context_to_sid(text, strlen(text) + 1, ret) < 0)
		return -EINVAL;
	latest += sepol->next_latest++ % LATEST_CONTEXTS;
	free(latest->text);
	*latest = (struct latest_context){ strdup(text), *ret };
	return 0;
}

void binary_forget_contexts(struct policy_sepol *sepol)
{
	for (size_t i = 0; i < LATEST_CONTEXTS; i++) {
		free(sepol->latest[i].text);
		sepol->latest[i].text = NULL;
	}
}

const context_struct_t *binary_context(struct policy_sepol *sepol, sepol_security_id_t sid)
{
	return sepol_sidtab_search(&sepol->sids, sid);
}
