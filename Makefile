# For those who type make out of habit; each line is a command that works by itself.
.PHONY: help build test race lint parity generate quickstart bench-peers eval-peers ci

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

build: ## build the gander command here
	go build -o gander .

test: ## run the tests
	go test ./...

race: ## run the tests with the race detector
	go test -race ./...

lint: ## vet and staticcheck
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.7.0 ./...

parity: ## compare the training steps of all variants with PyTorch's, some minutes (python3-torch)
	GANDER_LONG=1 go test -count=1 -timeout 30m -v ./variants/parity

generate: ## remake everything that is generated: protocol code, glyphs
	go generate ./...

quickstart: ## the main job, about five minutes
	go run . run experiments/quickstart.yaml

# Interpreters with a torch to compare with: Debian's python3-torch, and others
# as PEERS="python3 venv/bin/python".
PEERS ?= /usr/bin/python3

bench-peers: build ## time gander and PyTorch on the same workloads, some ten minutes
	python3 core/bench/peers/compare.py ./gander $(PEERS)

# Interpreter with prdc, torch-fidelity, clean-fid, vendi-score and scipy.
EVAL_PEERS ?= venv/bin/python

eval-peers: ## hold scores against Python's reference implementations, values and speed
	GANDER_PEERS="$(abspath $(EVAL_PEERS))" go test -count=1 -run '^TestPeers$$' -v ./core/eval

ci: ## what a change must pass
	bash .ci/run
