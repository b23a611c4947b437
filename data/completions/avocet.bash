# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for avocet. Commands and options are those of --help; ids and values of filters are
# asked of the daemon, or of the database that --db names.

# The --db of this command line, if there is one, so that it is asked.
_avocet_db()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--db | -D) printf '%s\n' --db "${COMP_WORDS[i + 1]/#\~/$HOME}" ;;
		esac
	done
}

_avocet_ask()
{
	local db

	mapfile -t db < <(_avocet_db)
	timeout 2 avocet "$@" "${db[@]}" 2>/dev/null
}

_avocet_commands()
{
	avocet --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_avocet_options()
{
	avocet ${1:+"$1"} --help 2>/dev/null | sed -n 's/^ [-a-zA-Z?, ]*\(--[a-z-]*\).*/\1/p'
}

# Members of that name in JSON. Only plain words: somebody else may have chosen the rest.
_avocet_members()
{
	grep -o "\"$1\":\"[^\"\\\\]*\"" | cut -d'"' -f4 | grep -x '[[:alnum:]_./:@+-]*' | sort -u
}

# Words that may follow an option. Fails for those after which files are meant, or nothing known.
_avocet_values()
{
	case $1 in
	--since | --until) printf '%s\n' now today yesterday this-week 2h 3d 1w ;;
	--for) printf '%s\n' 12h 7d 30d ;;
	--level) printf '%s\n' red yellow green ;;
	--format | -f) printf '%s\n' json csv html sarif ;;
	--source-type) _avocet_ask stats --json --all | _avocet_members source ;;
	--target-type) _avocet_ask stats --json --all | _avocet_members target ;;
	--class) _avocet_ask stats --json --all | _avocet_members class ;;
	--exe) _avocet_ask stats --json --all | _avocet_members exe ;;
	--unit) _avocet_ask list --json --all -n 500 | _avocet_members unit ;;
	--container) _avocet_ask list --json --all -n 500 | _avocet_members container ;;
	--path) _avocet_ask list --json --all -n 500 | _avocet_members path ;;
	--permission) _avocet_ask list --json --all -n 500 | grep -o '"permissions":\["[a-z_", ]*\]' |
		grep -o '[a-z_]*' | grep -vx permissions | sort -u ;;
	*) return 1 ;;
	esac
}

# What may stand there without an option.
_avocet_words()
{
	case $1 in
	show | delete | mute) _avocet_ask list --flat --all -n 200 | grep -o '^ *[0-9]*' | tr -d ' ' ;;
	unmute) _avocet_ask mutes | grep -o '^[0-9]*' ;;
	help) _avocet_commands ;;
	esac
}

# The lines that begin with the word. (compgen -W would expand what stands in them.)
_avocet_offer()
{
	local word=$1 line

	COMPREPLY=()
	while IFS= read -r line; do
		[[ $line == "$word"* ]] && COMPREPLY+=("$line")
	done
}

_avocet_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_avocet()
{
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' values i

	COMPREPLY=()
	# --level=red is three words for bash.
	if [[ $word == '=' ]]; then
		word=''
	elif [[ $previous == '=' ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} != -* ]] && command=${COMP_WORDS[i]} && break
	done

	if [[ -z $command ]]; then
		if [[ $word == -* ]]; then _avocet_offer "$word" < <(_avocet_options)
		else _avocet_offer "$word" < <(_avocet_commands); fi
	elif [[ $previous == --plugin && ! $command =~ ^(explain|plugins)$ ]]; then
		_avocet_offer "$word" < <(_avocet_ask stats --json --all | _avocet_members plugin)
	elif values=$(_avocet_values "$previous"); then
		_avocet_offer "$word" <<<"$values"
	elif [[ $previous =~ ^--(plugin|root)$ ]]; then
		_avocet_files -d "$word"
	elif [[ $previous =~ ^(--db|-D|--policy|--file-contexts|--booleans)$ ]]; then
		_avocet_files -f "$word"
	elif [[ $word == -* ]]; then
		_avocet_offer "$word" < <(_avocet_options "$command")
	elif [[ $command =~ ^(explain|import)$ ]]; then
		_avocet_files -f "$word"
	else
		_avocet_offer "$word" < <(_avocet_words "$command")
	fi
}

complete -F _avocet avocet
