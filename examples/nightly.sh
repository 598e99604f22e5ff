#!/bin/sh
# The loop, once a night: take in what came, measure last night's notes against the finals that
# came since, learn from those finals, and correct the drafts that are new.
#
#   nightly.sh INBOX OUTBOX
#
# INBOX   folder of JSON lines and CSV files; they stay there, and taking one in again is harmless
# OUTBOX  folder for notes-DATE.jsonl, evaluation-DATE.json and rejects-DATE-FILE.jsonl
#
# Environment: DRAFTGENIE_HOME (the data folder), MAX_WER (a threshold for the notes, such as 0.10),
# BUILD_OPTIONS (such as --no-embed), DRAFTGENIE (the command, if it is not on the path).
#
# Exit: 0 done; 6 done, but records were set aside; 9 done, but the notes' WER is over MAX_WER;
# anything else is the code of the command that failed, and nothing after it was run.

set -u
umask 077

inbox=${1:?usage: nightly.sh INBOX OUTBOX}
outbox=${2:?usage: nightly.sh INBOX OUTBOX}
stamp=$(date -u +%Y%m%dT%H%M%SZ)
genie=${DRAFTGENIE:-draftgenie}
remembered=0
mkdir -p "$outbox" || exit 7

# Run a command; end the night on any code but 0 and those that are named in the first word.
step() {
    tolerated=$1
    shift
    code=0
    $genie "$@" || code=$?
    case " 0 $tolerated " in
        *" $code "*) ;;
        *)
            echo "nightly: draftgenie $1 $2 exits $code" >&2
            exit "$code"
            ;;
    esac
    if [ "$code" -ne 0 ]; then remembered=$code; fi
}

for file in "$inbox"/*.jsonl "$inbox"/*.csv; do
    [ -f "$file" ] || continue
    name=$(basename "$file")
    rejects=$outbox/rejects-$stamp-${name%.*}.jsonl
    step 6 draft ingest "$file" --create-speakers --on-error skip --rejects "$rejects" --json
    [ -s "$rejects" ] || rm -f "$rejects"
done

# shellcheck disable=SC2086  # options are words
step 9 evaluate run --all ${MAX_WER:+--max-wer "$MAX_WER"} --json >"$outbox/evaluation-$stamp.json"
# shellcheck disable=SC2086
step "" correction build --all ${BUILD_OPTIONS:-} --json
step "" rag generate --pending --json >"$outbox/notes-$stamp.jsonl"
step "" doctor --quiet >&2 # only what is not well

exit "$remembered"
