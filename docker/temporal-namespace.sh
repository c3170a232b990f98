#!/bin/sh
# Makes our namespace and its search attributes; doing it twice changes nothing.
set -eu

if temporal operator namespace describe -n "$NAMESPACE" >/dev/null 2>&1; then
  echo "Namespace $NAMESPACE is there."
else
  temporal operator namespace create -n "$NAMESPACE" --retention "$RETENTION"
fi

known=$(temporal operator search-attribute list -n "$NAMESPACE")
for attribute in ZhibanOwner=Keyword ZhibanKind=Keyword ZhibanState=Keyword ZhibanScore=Int; do
  name=${attribute%=*} type=${attribute#*=}
  if ! echo "$known" | grep -q -w "$name"; then
    temporal operator search-attribute create -n "$NAMESPACE" --name "$name" --type "$type"
  fi
done
