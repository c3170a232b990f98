# Why incidents belong together.
group-same_dependency = All of them name the same address: { $name }.
group-same_node = All of them run on node { $name }.
group-same_release = All of them began after { $name } was released.
group-same_workload = All of them are about the same workload: { $name }.
group-same_object = All of them depend on { $name }.
group-merged = Merged by { $name }.
