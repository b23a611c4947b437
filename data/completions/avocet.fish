# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for avocet. Commands and options are those of --help; ids and values of filters are
# asked of the daemon, or of the database that --db names.

function __avocet_ask
    set -l words (commandline -opc)
    set -l at (contains -i -- --db $words)
    if test -n "$at" -a "$at" -lt (count $words)
        set -a argv --db $words[(math $at + 1)]
    end
    avocet $argv 2>/dev/null
end

function __avocet_command
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; or begin
            echo $word
            return
        end
    end
    return 1
end

function __avocet_commands
    avocet --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)[^a-z].\{0,18\}  *\([a-z].*\)$/\1\t\2/p'
end

function __avocet_options
    ARGP_HELP_FMT=rmargin=200 avocet (__avocet_command) --help 2>/dev/null |
        sed -n 's/^ [-a-zA-Z?, ]*\(--[a-z-]*\)[=A-Z]* *\(.*\)$/\1\t\2/p'
end

# Members of that name in JSON. Only plain words: somebody else may have chosen the rest.
function __avocet_members
    __avocet_ask $argv[2..] --json --all | grep -o "\"$argv[1]\":\"[^\"\\\\]*\"" | cut -d'"' -f4 |
        grep -x '[[:alnum:]_./:@+-]*' | sort -u
end

function __avocet_ids
    __avocet_ask list --flat --all -n 100 | sed 's/^ *\([0-9]*\)  \(.*\)$/\1\t\2/'
end

# Words that may follow an option; fails where none is known.
function __avocet_values
    switch $argv[1]
        case --since --until
            printf '%s\n' now today yesterday this-week 2h 3d 1w
        case --for
            printf '%s\n' 12h 7d 30d
        case --level
            printf '%s\n' red yellow green
        case --format -f
            printf '%s\n' json csv html sarif
        case --source-type
            __avocet_members source stats
        case --target-type
            __avocet_members target stats
        case --class
            __avocet_members class stats
        case --exe
            __avocet_members exe stats
        case --unit
            __avocet_members unit list -n 500
        case --container
            __avocet_members container list -n 500
        case --path
            __avocet_members path list -n 500
        case --plugin
            contains -- (__avocet_command) explain plugins; and __fish_complete_directories
            or __avocet_members plugin stats
        case --root
            __fish_complete_directories
        case --db -D --policy --file-contexts --booleans
            __fish_complete_path
        case '*'
            return 1
    end
end

function __avocet_complete
    set -l command (__avocet_command)
    if test -z "$command"
        string match -q -- '-*' (commandline -ct); and __avocet_options; or __avocet_commands
        return
    end
    if set -l option (string match -r -- '^(--[a-z-]*)=' (commandline -ct))
        __avocet_values $option[2] | sed "s/^/$option[2]=/"
        return
    end
    __avocet_values (commandline -opc)[-1]; and return
    if string match -q -- '-*' (commandline -ct)
        __avocet_options
        return
    end
    switch $command
        case show delete mute
            __avocet_ids
        case unmute
            __avocet_ask mutes | grep -o '^[0-9]*'
        case explain import
            __fish_complete_path
        case help
            __avocet_commands
    end
end

complete -c avocet -f -k -a '(__avocet_complete)'
