// A member of a group with franz-go. franz BOOTSTRAP GROUP TOPIC      (prints as confluent_member.py does)
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	lock  sync.Mutex
	owned = map[int32]bool{}
)

func change(partitions map[string][]int32, isOwned bool) {
	lock.Lock()
	defer lock.Unlock()
	for _, list := range partitions {
		for _, partition := range list {
			delete(owned, partition)
			if isOwned {
				owned[partition] = true
			}
		}
	}
	var list []int32
	for partition := range owned {
		list = append(list, partition)
	}
	slices.Sort(list)
	fmt.Println("assigned", strings.Trim(fmt.Sprint(list), "[]"))
}

func main() {
	bootstrap, group, topic := os.Args[1], os.Args[2], os.Args[3]
	assigned := func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) { change(partitions, true) }
	revoked := func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) { change(partitions, false) }
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.SessionTimeout(6*time.Second),
		kgo.HeartbeatInterval(500*time.Millisecond), kgo.RetryBackoffFn(func(int) time.Duration { return 100 * time.Millisecond }),
		kgo.BlockRebalanceOnPoll(), kgo.OnPartitionsAssigned(assigned), kgo.OnPartitionsRevoked(revoked), kgo.OnPartitionsLost(revoked))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	leaving, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	for leaving.Err() == nil {
		fetches := client.PollRecords(leaving, 20)
		fetches.EachRecord(func(record *kgo.Record) { fmt.Println("read", record.Partition, record.Offset) })
		if fetches.NumRecords() > 0 {
			if err := client.CommitRecords(context.Background(), fetches.Records()...); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
		client.AllowRebalance()
	}
	if err := client.CommitUncommittedOffsets(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	client.CloseAllowingRebalance()
}
