#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep as an array of independent Slurm jobs: no MPI; part K of N keeps a journal of its own.
#     sbatch --array=1-64 scripts/cluster/array.sh talks.yaml -o /scratch/talks --vary A.discount=0.5:0.99:1000 ...
# What follows the script is what `parley sweep` takes. The same line once more finishes parts that were killed,
# and does nothing for parts that are whole; some parts alone, here 3 and 7:
#     PARTS=64 sbatch --array=3,7 scripts/cluster/array.sh talks.yaml ...
# A part that Slurm stops and queues again by itself goes on from its journal. Then put the parts together, in a
# job that waits for the array and goes away if a part fails:
#     sbatch --dependency=afterok:JOBID --kill-on-invalid-dep=yes scripts/cluster/merge.sh /scratch/talks
#SBATCH --job-name=parley
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=16
#SBATCH --mem-per-cpu=200M
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@60
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=parley-%A-%a.log
set -eu
if [ -z "${SLURM_ARRAY_TASK_ID-}" ]; then
    echo "array.sh: to be handed to Slurm: sbatch --array=1-N scripts/cluster/array.sh FILE -o FOLDER --vary ..." >&2
    exit 2
fi
# N parts: the array's last number, unless only some of them are done.
parts=${PARTS:-$SLURM_ARRAY_TASK_MAX}
# srun hands on the signal a minute before the time is over: parley finishes its blocks and stops with 130. A part is
# no job of MPI, whatever a parley that was built for it would be told.
srun --mpi=none --ntasks=1 --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "${PARLEY:-parley}" sweep "$@" \
    --shard "$SLURM_ARRAY_TASK_ID/$parts" --threads "${SLURM_CPUS_PER_TASK:-1}" --resume --quiet
