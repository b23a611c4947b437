/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Versions: a new database is made by the same migrations that bring an old one forward. What
 * is of another program, or of a later Avocet, is never touched.
 */
#include <errno.h>

#include "internal.h"

/* "Avoc", so that another program's database is not taken for ours. */
#define APPLICATION_ID "1098280803"
/* Since then there are only more tables, which nobody misses who reads. */
#define OLDEST_READABLE 3

static int64_t latest_version(void)
{
	int64_t version = 0;

	while (store_migrations[version])
		version++;
	return version;
}

static int read_version(struct store *store, int64_t *ret_version)
{
	int64_t application, objects;
	int r = db_number(store, "PRAGMA application_id", 0, &application);

	if (r == 0)
		r = db_number(store, "SELECT count(*) FROM sqlite_schema", 0, &objects);
	if (r == 0)
		r = db_number(store, "PRAGMA user_version", 0, ret_version);
	if (r < 0)
		return r;
	if (application != atoll(APPLICATION_ID) && objects > 0)
		return db_refuse(store, -EPROTO, _("this is another program's database"));
	if (*ret_version > latest_version())
		return db_refuse(store, -EPROTO, _("this is of a newer version of Avocet (%lld, "
			"we know %lld); install that one"), (long long)*ret_version,
			(long long)latest_version());
	return 0;
}

static int execute(struct store *store, const char *sql)
{
	int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : db_failed(store, code);
}

/* Another process may have done it while we waited for the lock: the version is read again. */
static int migrate(struct store *store)
{
	char pragma[64];
	int64_t version;
	int r = read_version(store, &version);

	for (; r == 0 && store_migrations[version]; version++)
		r = execute(store, store_migrations[version]);
	if (r < 0)
		return r;
	snprintf(pragma, sizeof pragma, "PRAGMA user_version = %lld", (long long)version);
	r = execute(store, pragma);
	return r < 0 ? r : execute(store, "PRAGMA application_id = " APPLICATION_ID);
}

int schema_open(struct store *store, enum store_mode mode)
{
	int64_t version;
	int r = read_version(store, &version);

	bool current = r == 0 && version == latest_version();

	bool makes = mode == STORE_WRITE || mode == STORE_MAKE;

	if (r < 0 || (current && !makes))
		return r;
	if (mode == STORE_READ && version >= OLDEST_READABLE)
		return 0;
	if (!makes)
		return db_refuse(store, -EPROTO,
			_("this is of an older version of Avocet; start avocetd once"));
	/* Only before there is anything in it. */
	r = version == 0 ? execute(store, "PRAGMA auto_vacuum = INCREMENTAL") : 0;
	if (r == 0)
		r = execute(store, "PRAGMA journal_mode = WAL");
	if (r < 0 || current)
		return r;
	r = db_begin(store);
	return r < 0 ? r : db_end(store, migrate(store));
}
