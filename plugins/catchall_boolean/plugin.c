/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A setting of the policy (a boolean) would allow it: the narrowest such settings, best first. */
#include <avocet-plugin.h>

#include <fnmatch.h>
#include <string.h>

#define REPORTS_MAX 3

/* Turning these round takes a protection away, for many programs or from the system's heart. */
static const char *const never[] = {
	"*execheap", "allow_execmem", "allow_execmod", "allow_execstack", "selinuxuser_exec*",
	"deny_*", "secure_mode*", "mmap_low_allowed", "*mmap_zero*", "*read_shadow",
	"*raw_memory*", "*unconfined*", "*insmod*", "*load_modules*", "*disable_trans", NULL,
};

/* These open whole classes of things. */
static const char *const wide[] = {
	"*_can_network", "*_can_network_connect", "*_connect_any", "*_bind_any", "*_any_tcp_ports",
	"*_all_*", "*_connect_all*", "*_full_*", "allow_ypbind", "nis_enabled", "*_any_*", NULL,
};

/* How booleans name what types are about. */
static const struct {
	const char *type, *boolean;
} kin[] = {
	{ "mysqld_port_t", "*_db" }, { "postgresql_port_t", "*_db" }, { "mssql_port_t", "*_db" },
	{ "oracle*_port_t", "*_db" }, { "gds_db_port_t", "*_db" }, { "smtp_port_t", "*mail*" },
	{ "http*_port_t", "*relay" }, { "cifs_t", "*samba*" }, { "user_home*_t", "*home*" },
	{ "user_home*_t", "*user_content*" }, { "smbd_t", "samba_*" }, { "nmbd_t", "samba_*" },
	{ "vsftpd_t", "ftp*" }, { "svirt*_t", "virt_*" },
};

struct choice {
	const struct avocet_boolean *boolean;
	int confidence;
	const char *ground;
};

static bool is_listed(const char *const *patterns, const char *name)
{
	for (; *patterns; patterns++)
		if (fnmatch(*patterns, name, 0) == 0)
			return true;
	return false;
}

static bool are_kin(const char *type, const char *boolean)
{
	for (size_t i = 0; i < sizeof(kin) / sizeof(*kin); i++)
		if (fnmatch(kin[i].type, type, 0) == 0 && fnmatch(kin[i].boolean, boolean, 0) == 0)
			return true;
	return false;
}

/* Length of a type's name without _port_t or _t and without a daemon's d. */
static size_t stem(const char *type)
{
	const char *end = strstr(type, "_port_t");
	size_t length = end ? (size_t)(end - type) : strlen(type);

	if (!end && length > 2 && strcmp(type + length - 2, "_t") == 0)
		length -= 2;
	return length > 3 && type[length - 1] == 'd' ? length - 1 : length;
}

/* True when the boolean is one of the program's own: httpd_t, (allow_)httpd_…. */
static bool is_of_source(const char *boolean, const char *type)
{
	if (strncmp(boolean, "allow_", 6) == 0)
		boolean += 6;
	return strncmp(boolean, type, stem(type)) == 0 || are_kin(type, boolean);
}

static bool is_about_target(const char *boolean, const char *type)
{
	char name[128];
	size_t length = stem(type);

	if (length < 3 || length >= sizeof(name))
		return are_kin(type, boolean);
	memcpy(name, type, length);
	name[length] = '\0';
	return strstr(boolean, name) || are_kin(type, boolean);
}

static struct choice weigh(const struct avocet_boolean *boolean, const struct avocet_denial *denial)
{
	bool source = denial->source.type && is_of_source(boolean->name, denial->source.type);
	bool target = denial->target.type && is_about_target(boolean->name, denial->target.type);

	if (!source && !target)
		return (struct choice){ boolean, 0, NULL }; /* made for something else: worse than none */
	if (is_listed(wide, boolean->name))
		return (struct choice){ boolean, source ? 45 : 25,
			N_("By its name {boolean} opens much more than was asked for.") };
	if (source && target && strcmp(denial->source.type, denial->target.type) != 0)
		return (struct choice){ boolean, 85,
			N_("By its name {boolean} is made for {source.type} and for just this.") };
	if (source)
		return (struct choice){ boolean, 60, N_("By its name {boolean} is made for "
							"{source.type}.") };
	return (struct choice){ boolean, 50,
		N_("By its name {boolean} is made for this, but not for {source.type} alone.") };
}

/* Puts the choice into its place among the best; returns their number. */
static size_t insert(struct choice best[REPORTS_MAX], size_t count, const struct choice *choice)
{
	size_t place;

	if (count < REPORTS_MAX)
		count++;
	else if (best[count - 1].confidence >= choice->confidence)
		return count;
	place = count - 1;
	for (; place > 0 && best[place - 1].confidence < choice->confidence; place--)
		best[place] = best[place - 1];
	best[place] = *choice;
	return count;
}

static void report(struct avocet_host *host, const struct choice *choice)
{
	const struct avocet_boolean *boolean = choice->boolean;

	host->word(host, "boolean", boolean->name);
	host->word(host, "boolean_now", boolean->on ? "on" : "off");
	host->word(host, "boolean_value", boolean->on ? "off" : "on");
	host->confidence(host, choice->confidence);
	host->ground(host, choice->ground);
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_boolean *boolean = host->booleans_that_allow(host);
	struct choice best[REPORTS_MAX];
	size_t count = 0;

	for (; boolean->name; boolean++) {
		struct choice choice = weigh(boolean, denial);

		if (choice.confidence && !is_listed(never, boolean->name))
			count = insert(best, count, &choice);
	}
	for (size_t i = 0; i < count; i++)
		report(host, &best[i]);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "catchall_boolean",
	.match = { .reason = "!allowed" },
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The policy has a setting for this, {boolean}. It is {boolean_now}."),
	.explanation = N_("Some things are needed on one system and dangerous on another, so the "
			  "policy has settings for them, called booleans. Each covers all that it "
			  "was made for, not only what was stopped now."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you want {source} to be able to do this"),
		  .then = N_("turn {boolean} {boolean_value}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("you do not"),
		  .then = N_("leave the setting as it is") }),
	.analyse = analyse,
};
