/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The package that the program is from: members of "source", like the program itself. */
#include "json.h"

static const char name_member[] = "package", time_member[] = "package_installed";

void json_put_package(json_t *json, const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *source = json_object_get(json, "source");

	json_put_text(source, name_member, alert->package);
	if (alert->package && alert->package_installed > 0)
		json_object_set_new(source, time_member,
			json_string(time_rfc3339(arena, alert->package_installed)));
}

void alert_package_from_json(const json_t *json, struct arena *arena, struct alert *alert)
{
	const json_t *source = json_object_get(json, "source");
	const char *time = json_string_value(json_object_get(source, time_member));

	alert->package = json_get_text(source, name_member, arena);
	alert->package_installed = 0;
	if (time && alert->package)
		time_parse(time, 0, &alert->package_installed);
}

json_t *alert_package_to_json(const struct alert *alert)
{
	json_t *json = json_object();

	json_object_set_new(json, "source", json_object());
	json_put_package(json, alert);
	return json;
}
