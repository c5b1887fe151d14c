#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copies the official CycloneDX JSON schemas from the npm package
# @cyclonedx/cyclonedx-library to where the program embeds them.
# Usage: schemas.sh NODE_MODULES
set -eu
from="${1:?usage: schemas.sh NODE_MODULES}/@cyclonedx/cyclonedx-library/res/schema"
to="$(dirname "$0")/../internal/format/cyclonedx/schema/dist"
[ -d "$from" ] || { echo "The CycloneDX schemas are not in $from: run npm ci first." >&2; exit 1; }
mkdir -p "$to"
for name in bom-1.2-strict bom-1.3-strict bom-1.4 bom-1.5 bom-1.6 bom-1.7 spdx jsf-0.82 cryptography-defs; do
	cp "$from/$name.SNAPSHOT.schema.json" "$to/$name.SNAPSHOT.schema.json"
done
