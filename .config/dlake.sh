#!/bin/sh
# Runs dlake with the Node that lies beside it, whatever else this machine has.
here=$0
while [ -L "$here" ]; do
  to=$(readlink "$here")
  case $to in
    /*) here=$to ;;
    *) here=${here%/*}/$to ;;
  esac
done
top=$(CDPATH='' cd -P "${here%/*}/.." && pwd -P) || exit 1
exec "$top/lib/node" "$top/lib/dlake/bin/dlake.js" "$@"
