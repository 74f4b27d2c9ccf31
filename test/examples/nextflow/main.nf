// A workflow whose inputs are the dataset versions that dlake.lock pins.
//
//   dlake pin raw/geo/GSE2034@v2 --lake ~/my-lake
//   nextflow run main.nf -resume
//
// The lock file is an input like any other: a pin that moves runs again what depends on it.

params.lock = "$launchDir/dlake.lock"
params.results = "$launchDir/results"

process PINNED {
    input:
    path lock

    output:
    path 'data/raw/geo/GSE2034/matrix.tsv'

    script:
    """
    dlake get --locked --file ${lock} --to data
    dlake verify --locked data --file ${lock}
    """
}

process MEAN {
    publishDir params.results, mode: 'copy'

    input:
    path matrix

    output:
    path 'mean.tsv'

    script:
    """
    awk 'NR > 1 { print \$1 "\\t" (\$2 + \$3) / 2 }' ${matrix} > mean.tsv
    """
}

workflow {
    MEAN(PINNED(file(params.lock, checkIfExists: true)))
}
