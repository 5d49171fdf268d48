"""What `make bench` runs: speeds as ratios to a bare page measured in the same minute on the same machine."""
