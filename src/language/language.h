/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader's language: texts for people are translated here, and nowhere when there is nothing to
 * translate with. What is stored, and what other programs read, never comes through here. */
#ifndef AVOCET_LANGUAGE_H
#define AVOCET_LANGUAGE_H

/* N_() marks a text that is translated where it is shown, _() shows it. */
#define N_(text) text
#define _(text) language_text(text)
#define ngettext(one, many, count) language_count(one, many, count)

/* From here on the program speaks the language of its environment, in UTF-8, if it has a catalogue
 * for it. Numbers keep their points. TEXTDOMAINDIR names another folder of catalogues, as for
 * gettext's own tools; not for programs with more rights than who runs them. */
void language_begin(void);
/* The same for a program that sets its locale and LANGUAGE itself; once more when these change. */
void language_bind(void);

/* Of the texts, as documents name it: "pt-BR"; "en" where there is no translation. */
const char *language_tag(void);
/* The text itself where there is no translation. Valid as long as the program. */
const char *language_text(const char *text) __attribute__((format_arg(1), returns_nonnull));
const char *language_count(const char *one, const char *many, unsigned long count)
	__attribute__((format_arg(1))) __attribute__((format_arg(2)));

#endif
