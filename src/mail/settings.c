/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.conf: which server takes the mails, and who gets which. */
#include "mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADDRESS_MAX 254 /* RFC 5321 */
#define NAME_MAX_BYTES 64
#define PASSWORD_MAX 1024

static const char letters_and_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789";

/* All of text is letters, digits or one of others; and there is something. */
static bool consists_of(const char *text, size_t length, const char *others)
{
	for (size_t i = 0; i < length; i++)
		if (!text[i] || (!strchr(letters_and_digits, text[i]) && !strchr(others, text[i])))
			return false;
	return length > 0;
}

bool mail_address_valid(const char *address)
{
	const char *at = strchr(address, '@');

	return at && strlen(address) <= ADDRESS_MAX && address[0] != '-'
		&& consists_of(address, (size_t)(at - address), "!#$%&'*+-/=?^_`{|}~.")
		&& consists_of(at + 1, strlen(at + 1), ".-");
}

static bool name_valid(const char *name)
{
	return strlen(name) <= NAME_MAX_BYTES && consists_of(name, strlen(name), "._-");
}

/* ---- [mail] ---- */

/* smtp://HOST[:PORT] and nothing more: whom to log in as stands elsewhere. */
static int set_server(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	const char *host = strncmp(value, "smtp://", 7) == 0 ? value + 7 : "";
	CURLU *url = curl_url();
	CURLUcode wrong = curl_url_set(url, CURLUPART_URL, value, 0);

	curl_url_cleanup(url);
	if (wrong || !consists_of(host, strlen(host), ".-:[]_"))
		return -EINVAL;
	settings->server = arena_strdup(settings->arena, value);
	return 0;
}

static int set_security(void *data, const char *section, const char *value)
{
	static const char *const names[] = {
		[SECURITY_STARTTLS] = "starttls",
		[SECURITY_TLS] = "tls",
		[SECURITY_NONE] = "none",
	};
	struct mail_settings *settings = data;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], value) == 0) {
			settings->security = (enum security)i;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_user(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;

	if (!*value)
		return -EINVAL;
	settings->user = arena_strdup(settings->arena, value);
	return 0;
}

static int set_path(struct arena *arena, const char *value, const char **ret)
{
	if (value[0] != '/')
		return -EINVAL;
	*ret = arena_strdup(arena, value);
	return 0;
}

static int set_password_file(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;

	return set_path(settings->arena, value, &settings->password_file);
}

static int set_ca_file(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;

	return set_path(settings->arena, value, &settings->ca_file);
}

static int set_from(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;

	if (!mail_address_valid(value))
		return -EINVAL;
	settings->from = arena_strdup(settings->arena, value);
	return 0;
}

/* ---- [recipient NAME] ---- */

static struct recipient *recipient_add(struct mail_settings *settings, const char *name)
{
	size_t size = settings->count * sizeof *settings->recipients;
	struct recipient *list = arena_alloc(settings->arena, size + sizeof *list);

	if (size)
		memcpy(list, settings->recipients, size);
	settings->recipients = list;
	list += settings->count++;
	list->name = arena_strdup(settings->arena, name);
	return list;
}

/* The recipient of a section, or NULL when it has no proper name. */
static struct recipient *recipient_of(struct mail_settings *settings, const char *section)
{
	const char *name = section + strlen("recipient ");

	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->recipients[i].name, name) == 0)
			return &settings->recipients[i];
	return name_valid(name) ? recipient_add(settings, name) : NULL;
}

static int set_address(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	struct recipient *recipient = recipient_of(settings, section);

	if (!recipient || !mail_address_valid(value))
		return -EINVAL;
	recipient->address = arena_strdup(settings->arena, value);
	return 0;
}

static int set_level(void *data, const char *section, const char *value)
{
	struct recipient *recipient = recipient_of(data, section);

	return recipient ? level_from_name(value, &recipient->level) : -EINVAL;
}

static int set_schedule(void *data, const char *section, const char *value)
{
	return recipient_of(data, section) && strcmp(value, "immediate") == 0 ? 0 : -EINVAL;
}

static int set_format(void *data, const char *section, const char *value)
{
	return recipient_of(data, section) && strcmp(value, "text") == 0 ? 0 : -EINVAL;
}

#define NAMED " (and the section's name: letters, digits and . _ -)"

static const struct config_key keys[] = {
	{ "mail", "server", "smtp://HOST or smtp://HOST:PORT", set_server },
	{ "mail", "security", "starttls, tls or none", set_security },
	{ "mail", "user", "the name to log in with", set_user },
	{ "mail", "password-file", "the path of a file, from /", set_password_file },
	{ "mail", "ca-file", "the path of a file, from /", set_ca_file },
	{ "mail", "from", "an address like avocet@example.org", set_from },
	{ "recipient *", "address", "an address like admin@example.org" NAMED, set_address },
	{ "recipient *", "level", "green, yellow or red" NAMED, set_level },
	{ "recipient *", "schedule", "immediate" NAMED, set_schedule },
	{ "recipient *", "format", "text" NAMED, set_format },
	{ 0 },
};

/* ---- the whole ---- */

/* The first line of the file. It must be for few eyes. */
static int read_password(struct mail_settings *settings)
{
	_cleanup_fd_ int fd = open(settings->password_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char line[PASSWORD_MAX + 1] = "";
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status) < 0 || (length = read(fd, line, PASSWORD_MAX)) < 0) {
		log_error("%s: the password cannot be read: %s", settings->password_file,
			strerror(errno));
		return -EINVAL;
	}
	if (status.st_mode & S_IRWXO) {
		log_error("%s: everybody may read this password: chmod 0640 %s", settings->password_file,
			settings->password_file);
		return -EINVAL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	settings->password = arena_strdup(settings->arena, line);
	return 0;
}

static const char *mistake(struct mail_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		if (!settings->recipients[i].address)
			return arena_printf(settings->arena, "[recipient %s] has no address",
				settings->recipients[i].name);
	if (settings->count && !settings->from)
		return "[mail] has no \"from\": say which address the mails come from";
	if (!settings->user != !settings->password_file)
		return "[mail] needs both user and password-file, or neither";
	if (settings->user && settings->security == SECURITY_NONE)
		return "[mail] with security = none would send the password in clear: use starttls or tls";
	return NULL;
}

int mail_settings_read(const char *path, struct mail_settings *settings)
{
	int error = config_read(path, keys, settings);
	const char *wrong;

	if (error < 0)
		return error;
	wrong = mistake(settings);
	if (wrong) {
		log_error("%s: %s", path, wrong);
		return -EINVAL;
	}
	return settings->password_file ? read_password(settings) : 0;
}
