/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is done in a database that asks SELinux. */
#include "phrases.h"

static const struct phrase rows[] = {
	{ "delete", N_("delete {target}"), "db_tuple" },
	{ "insert", N_("add {target}"), "db_tuple" },
	{ "select", N_("read {target}"), "db_tuple" },
	{ "update", N_("change {target}"), "db_tuple" },
	{ "add_name", N_("add something to {target}") },
	{ "remove_name", N_("remove something from {target}") },

	{ "access", N_("connect to {target}") },
	{ "create", N_("create {target}") },
	{ "delete", N_("delete rows of {target}") },
	{ "drop", N_("remove {target}") },
	{ "entrypoint", N_("change its domain by running {target}") },
	{ "execute", N_("run {target}") },
	{ "expand", N_("look into {target}") },
	{ "export", N_("write to a file from {target}") },
	{ "get_param", N_("ask for the settings of {target}") },
	{ "get_value", N_("read the number of {target}") },
	{ "getattr", N_("look at the attributes of {target}") },
	{ "implement", N_("write procedures in {target}") },
	{ "import", N_("read from a file into {target}") },
	{ "insert", N_("add rows to {target}") },
	{ "install", N_("have the database itself use {target}") },
	{ "install_module", N_("add a program module to {target}") },
	{ "load_module", N_("load a program module into {target}") },
	{ "lock", N_("lock {target}") },
	{ "next_value", N_("draw the next number from {target}") },
	{ "read", N_("read {target}") },
	{ "relabelfrom", N_("change the label of {target}") },
	{ "relabelto", N_("give a new label to {target}") },
	{ "search", N_("look for something in {target}") },
	{ "select", N_("read rows of {target}") },
	{ "set_param", N_("change the settings of {target}") },
	{ "set_value", N_("set the number of {target}") },
	{ "setattr", N_("change the attributes of {target}") },
	{ "update", N_("change rows of {target}") },
	{ "use", N_("use {target}") },
	{ "write", N_("write to {target}") },
};

const struct phrase_list database_phrases = { "db_*", rows, ARRAY_SIZE(rows) };
