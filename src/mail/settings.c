/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.conf: which server takes the mails; whom they go to is in settings-recipient.c. */
#include "mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADDRESS_MAX 254 /* RFC 5321 */
#define TIMEOUT_MIN 1
#define TIMEOUT_MAX 3600
#define CREDENTIAL "avocet.mail-password"
#define PASSWORD_MAX 1024

static const char letters_and_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789";

bool consists_of(const char *text, size_t length, const char *others)
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

static int set_sendmail(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;

	return set_path(settings->arena, value, &settings->sendmail);
}

static int set_timeout(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	char *end;
	long seconds = strtol(value, &end, 10);

	if (end == value || *end || seconds < TIMEOUT_MIN || seconds > TIMEOUT_MAX)
		return -EINVAL;
	settings->timeout = seconds;
	return 0;
}

static const struct config_key mail_keys[] = {
	{ "mail", "server", N_("smtp://HOST or smtp://HOST:PORT"), set_server },
	{ "mail", "security", N_("starttls, tls or none"), set_security },
	{ "mail", "user", N_("the name to log in with"), set_user },
	{ "mail", "password-file", N_("the path of a file, from /"), set_password_file },
	{ "mail", "ca-file", N_("the path of a file, from /"), set_ca_file },
	{ "mail", "sendmail", N_("the path of a program, from /"), set_sendmail },
	{ "mail", "timeout", N_("seconds, 1 to 3600"), set_timeout },
	{ "mail", "from", N_("an address like avocet@example.org"), set_from },
};

/* ---- the whole ---- */

/* Where systemd put the credential of our unit; NULL: there is none. */
static const char *credential(struct arena *arena)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY"), *path;

	path = folder ? arena_printf(arena, "%s/" CREDENTIAL, folder) : NULL;
	return path && access(path, F_OK) == 0 ? path : NULL;
}

/* The first line of the file. It must be for few eyes. */
static int read_password(struct mail_settings *settings)
{
	_cleanup_fd_ int fd = open(settings->password_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char line[PASSWORD_MAX + 1] = "";
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status) < 0 || (length = read(fd, line, PASSWORD_MAX)) < 0) {
		log_error(_("%s: the password cannot be read: %s"), settings->password_file,
			strerror(errno));
		return -EINVAL;
	}
	if (status.st_mode & S_IRWXO) {
		log_error(_("%s: everybody may read this password: chmod 0640 %s"), settings->password_file,
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
			return arena_printf(settings->arena, _("[recipient %s] has no address"),
				settings->recipients[i].name);
	if (settings->count && !settings->from)
		return _("[mail] has no \"from\": say which address the mails come from");
	if (!settings->user != !settings->password_file)
		return arena_printf(settings->arena,
			_("[mail] needs both user and password-file (or the credential %s), or neither"), CREDENTIAL);
	if (settings->server && settings->sendmail)
		return _("[mail] has both a server and sendmail: one of them takes the mails");
	if (settings->user && settings->security == SECURITY_NONE)
		return _("[mail] with security = none would send the password in clear: use starttls or tls");
	return NULL;
}

int mail_settings_read(const char *path, struct mail_settings *settings)
{
	struct config_key keys[ARRAY_SIZE(mail_keys) + RECIPIENT_KEYS + 1] = { 0 };
	const char *wrong;
	int error;

	memcpy(keys, mail_keys, sizeof mail_keys);
	memcpy(keys + ARRAY_SIZE(mail_keys), recipient_keys, RECIPIENT_KEYS * sizeof *keys);
	error = config_read(path, keys, settings);
	if (error < 0)
		return error;
	if (settings->user && !settings->password_file)
		settings->password_file = credential(settings->arena);
	wrong = mistake(settings);
	if (wrong) {
		log_error(_("%s: %s"), path, wrong);
		return -EINVAL;
	}
	return settings->password_file ? read_password(settings) : 0;
}
