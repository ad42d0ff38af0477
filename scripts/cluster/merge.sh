#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One sweep.nc from the journals that array.sh left in a folder; parts that are missing or not
# finished are named, and nothing is written then. The journals stay: remove them once the files are copied.
#     sbatch --dependency=afterok:JOBID --kill-on-invalid-dep=yes scripts/cluster/merge.sh FOLDER
# (Without the second option a merge whose array failed waits for ever.)
#SBATCH --job-name=parley-merge
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --output=parley-merge-%j.log
set -eu
if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    echo "merge.sh: the folder of the journals is wanted" >&2
    exit 2
fi
exec "${PARLEY:-parley}" merge "$1" -o "$1"
