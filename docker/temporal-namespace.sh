#!/bin/sh
# Makes our namespace and its search attributes; doing it twice changes nothing.
set -eu

add_search_attributes() {
  known=$(temporal operator search-attribute list -n "$NAMESPACE" --command-timeout 10s) || return
  for attribute in ZhibanOwner=Keyword ZhibanKind=Keyword ZhibanState=Keyword ZhibanScore=Int; do
    name=${attribute%=*} type=${attribute#*=}
    echo "$known" | grep -q -w "$name" || temporal operator search-attribute create \
      -n "$NAMESPACE" --name "$name" --type "$type" --command-timeout 10s || return
  done
}

if temporal operator namespace describe -n "$NAMESPACE" >/dev/null 2>&1; then
  echo "Namespace $NAMESPACE is there."
else
  temporal operator namespace create -n "$NAMESPACE" --retention "$RETENTION"
fi

# The server remembers which namespaces there are, and looks again only every few seconds.
left=60
until said=$(add_search_attributes 2>&1); do
  left=$((left - 1))
  if [ "$left" -eq 0 ]; then
    echo "$said" >&2
    echo "The search attributes of namespace $NAMESPACE could not be added; run this again." >&2
    exit 1
  fi
  sleep 1
done
echo "${said:-Its search attributes are there.}"
