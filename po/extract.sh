#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All texts that are translated, as a template: extract.sh OUTPUT, from the top of the tree.
exec xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --add-comments=TRANSLATORS \
	--sort-by-file --add-location=file --package-name=avocet --copyright-holder='the authors of Avocet' \
	--files-from=po/POTFILES --output="$1"
