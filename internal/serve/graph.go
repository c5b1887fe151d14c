package serve

import (
	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
)

// GraphBreadth is how many parts the graph shows in each direction.
const GraphBreadth = 15

// WireAround gives a part with what is around it its outer shape.
func WireAround(a sbom.Around) wire.Around {
	out := wire.Around{GraphNode: wireNode(a.Node), Way: wireNodes(a.Way), Up: wireNodes(a.Up), UpMore: a.UpMore, Down: []wire.GraphBranch{}, DownMore: a.DownMore}
	for _, b := range a.Down {
		out.Down = append(out.Down, wire.GraphBranch{GraphNode: wireNode(b.Node), Next: wireNodes(b.Next), More: b.More, Circle: b.Circle})
	}
	return out
}

func wireNodes(list []sbom.Node) []wire.GraphNode {
	out := make([]wire.GraphNode, len(list))
	for i, n := range list {
		out[i] = wireNode(n)
	}
	return out
}

func wireNode(n sbom.Node) wire.GraphNode {
	return wire.GraphNode{Key: n.Key, Name: n.Name, Version: n.Version, Needs: n.Needs, NeededBy: n.NeededBy}
}

// WireRoots gives the top of a graph that is about nothing in particular the
// shape of a part without a name that needs them all.
func WireRoots(roots []sbom.Node, more int) wire.Around {
	out := wire.Around{Way: []wire.GraphNode{}, Up: []wire.GraphNode{}, Down: []wire.GraphBranch{}, DownMore: more}
	out.Needs = len(roots) + more
	for _, n := range roots {
		out.Down = append(out.Down, wire.GraphBranch{GraphNode: wireNode(n), Next: []wire.GraphNode{}})
	}
	return out
}
