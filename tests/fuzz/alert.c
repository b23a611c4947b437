/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert in JSON, as it comes from the bus or from a database that somebody wrote in. */
#include "show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *json = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
	struct alert alert = { 0 };
	struct verdict verdict;

	if (json && alert_from_json(json, arena, &alert) == 0)
		show(&alert);
	if (json)
		verdict_from_json(json, json, arena, &verdict);
	json_decref(json);
	return 0;
}
