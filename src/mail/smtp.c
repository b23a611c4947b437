/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libcurl hands the mails over; one connection serves a whole run. */
#include "mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 30L
#define USUAL_SECONDS 120L

struct smtp {
	CURL *curl;
	const char *server;
	char error[CURL_ERROR_SIZE];
	char verb[5];		/* of the last command: whom a refusal is about */
	char refusal[400];	/* the server's last line that was one, in answer to it */
	const char *rest;	/* of the mail, that is not sent yet */
};

/* curl passes on what the server answers, line by line: its own words explain a refusal best.
 * Refusals begin with 4 or 5. */
static size_t on_answer(char *bytes, size_t size, size_t count, void *userdata)
{
	struct smtp *smtp = userdata;
	size_t length = 0;

	while (length < size * count && bytes[length] != '\r' && bytes[length] != '\n')
		length++;
	if (length >= sizeof smtp->refusal)
		length = sizeof smtp->refusal - 1;
	if (length && (bytes[0] == '4' || bytes[0] == '5')) {
		memcpy(smtp->refusal, bytes, length);
		smtp->refusal[length] = '\0';
	}
	return size * count;
}

/* What curl tells of its doings: which command it sends. The rest (passwords too) is not looked at. */
static int on_doing(CURL *curl, curl_infotype type, char *bytes, size_t size, void *userdata)
{
	struct smtp *smtp = userdata;

	/* curl takes its leave after a refusal, too. */
	if (type != CURLINFO_HEADER_OUT || size < 4 || strncmp(bytes, "QUIT", 4) == 0)
		return 0;
	memcpy(smtp->verb, bytes, 4);
	smtp->refusal[0] = '\0';
	return 0;
}

static size_t on_wanted(char *bytes, size_t size, size_t count, void *userdata)
{
	struct smtp *smtp = userdata;
	size_t length = strnlen(smtp->rest, size * count);

	memcpy(bytes, smtp->rest, length);
	smtp->rest += length;
	return length;
}

static size_t discard(char *bytes, size_t size, size_t count, void *userdata)
{
	return size * count;
}

static void set_security(CURL *curl, const struct mail_settings *settings)
{
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
		settings->security == SECURITY_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (settings->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
	if (settings->user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
	}
}

static void set_server(CURL *curl, const struct mail_settings *settings)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *host = strstr(settings->server, "://");
	long seconds = settings->timeout ? settings->timeout : USUAL_SECONDS;

	curl_easy_setopt(curl, CURLOPT_URL,
		arena_printf(arena, "%s%s", settings->security == SECURITY_TLS ? "smtps" : "smtp", host));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, seconds < CONNECT_SECONDS ? seconds : CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds);
	/* For the answer to QUIT, too, of a server that hangs. */
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

static void set_ears(struct smtp *smtp)
{
	curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, smtp->error);
	curl_easy_setopt(smtp->curl, CURLOPT_HEADERFUNCTION, on_answer);
	curl_easy_setopt(smtp->curl, CURLOPT_HEADERDATA, smtp);
	curl_easy_setopt(smtp->curl, CURLOPT_WRITEFUNCTION, discard);
	curl_easy_setopt(smtp->curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_DEBUGFUNCTION, on_doing);
	curl_easy_setopt(smtp->curl, CURLOPT_DEBUGDATA, smtp);
	curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_READFUNCTION, on_wanted);
	curl_easy_setopt(smtp->curl, CURLOPT_READDATA, smtp);
}

int smtp_open(const struct mail_settings *settings, struct smtp **ret)
{
	struct smtp *smtp = calloc(1, sizeof *smtp);

	/* Here, not at the start: it costs, and most runs have nothing to send. */
	if (smtp && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		smtp->curl = curl_easy_init();
	if (!smtp || !smtp->curl) {
		free(smtp);
		return -ENOMEM;
	}
	smtp->server = settings->server;
	set_server(smtp->curl, settings);
	set_security(smtp->curl, settings);
	set_ears(smtp);
	*ret = smtp;
	return 0;
}

void smtp_close(struct smtp *smtp)
{
	if (!smtp)
		return;
	curl_easy_cleanup(smtp->curl);
	curl_global_cleanup();
	free(smtp);
}

static const char *explain(const struct smtp *smtp, struct arena *arena, CURLcode code)
{
	const char *why = *smtp->error ? smtp->error : curl_easy_strerror(code);

	if (!*smtp->refusal)
		return arena_printf(arena, "%s: %s", smtp->server, why);
	return arena_printf(arena, "%s: %s (it said: %s)", smtp->server, why, smtp->refusal);
}

/* X.7.Y (RFC 3463), and 530: the server's rules, such as who may send by it; not the address. */
static bool is_policy(const char *refusal)
{
	return strncmp(refusal, "530", 3) == 0 || (strlen(refusal) > 7 && strncmp(refusal + 4, "5.7.", 4) == 0);
}

/* A refusal of the address or of the mail is about this mail alone; one of the sender, the login or the
 * greeting is about all. When the server goes away after DATA, nobody knows whether it has the mail: it is
 * sent again, with the same Message-ID, and others need not wait for it. */
static enum delivery delivery_of(const struct smtp *smtp, bool *ret_address)
{
	bool address = strcmp(smtp->verb, "RCPT") == 0, never = *smtp->refusal == '5';

	if (!address && strcmp(smtp->verb, "DATA") != 0)
		return DELIVERY_UNREACHED;
	if (!*smtp->refusal)
		return address ? DELIVERY_UNREACHED : DELIVERY_LATER;
	if (!never || (address && is_policy(smtp->refusal)))
		return DELIVERY_LATER;
	*ret_address = address;
	return DELIVERY_REFUSED;
}

enum delivery smtp_send(struct smtp *smtp, struct arena *arena, const struct row *row, bool *ret_address,
	const char **ret_why)
{
	struct curl_slist *recipients = curl_slist_append(NULL, row->address);
	CURLcode code;

	smtp->error[0] = smtp->refusal[0] = smtp->verb[0] = '\0';
	smtp->rest = row->content;
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, row->from);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
	code = curl_easy_perform(smtp->curl);
	curl_slist_free_all(recipients);
	if (code == CURLE_OK)
		return DELIVERY_TAKEN;
	*ret_why = explain(smtp, arena, code);
	return delivery_of(smtp, ret_address);
}
