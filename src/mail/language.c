/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences in the recipient's language. gettext looks at LANGUAGE, as long as the locale is a real one:
 * which one does not matter, only that there is one, so that a server needs no locales for its readers'
 * languages. Newer C libraries count C.UTF-8 as none, hence the list.
 */
#include "mail.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const char *const locales[] = { "", "en_US.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8",
	"pt_BR.UTF-8", "ja_JP.UTF-8", "C.UTF-8" };
static const char *usual, *present;

/* The C locale of an environment that says nothing is as none. */
static bool set_messages(const char *locale)
{
	const char *got = setlocale(LC_MESSAGES, locale);

	return got && strcmp(got, "C") != 0 && strcmp(got, "POSIX") != 0;
}

static const char *of_environment(void)
{
	const char *language = getenv("LANGUAGE");

	if (language && *language)
		return language;
	language = setlocale(LC_MESSAGES, "");
	return language ? language : "C";
}

void language_start(void)
{
	size_t i = 0;

	/* What is drawn and counted in text is UTF-8, as the mail says. */
	setlocale(LC_CTYPE, "C.UTF-8");
	usual = strdup(of_environment());
	while (i < ARRAY_SIZE(locales) && !set_messages(locales[i]))
		i++;
	language_set(NULL);
}

void language_set(const char *language)
{
	present = language ? language : usual ? usual : "C";
	setenv("LANGUAGE", present, 1);
	language_bind();
}
